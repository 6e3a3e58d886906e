-- One row per piece of the document of a submitted plan, in order.
select bytes
from plan_file
where hash = $hash
order by piece;
