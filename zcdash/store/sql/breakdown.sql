-- One row per commitment that its unit broke down to a month: the last word on it.
select b.*
from breakdown b
where b.plan = $plan
    and b.breakdown = (select max(n.breakdown) from breakdown n where n.plan = b.plan and n.commitment = b.commitment)
order by b.commitment;
