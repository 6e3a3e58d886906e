-- One row per piece of the document of a draft, in order.
select bytes
from plan_draft_file
where hash = $hash
order by piece;
