-- One row per piece of a file, in order.
select bytes
from evidence_piece
where hash = $hash
order by piece;
