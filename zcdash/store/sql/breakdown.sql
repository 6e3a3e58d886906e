-- One row per commitment that its unit broke down to a month: the last word on it.
select b.breakdown, b.plan, b.commitment, b.unit, b.month, b.due, b.person, b.name, b.set_at
from breakdown b
where b.plan = $plan
    and b.breakdown = (select max(n.breakdown) from breakdown n where n.plan = b.plan and n.commitment = b.commitment)
order by b.commitment;
