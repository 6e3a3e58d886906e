-- One row per item of a plan version.
select code, number, chapter, seq, focus, title, goal, deadline, lines
from item
where plan = $plan and version = $version
order by number;
