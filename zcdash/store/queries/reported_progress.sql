-- One row per commitment and submission of a plan that spoke of it.
select g.*
from progress g
join submission s on s.submission = g.submission
where s.plan = $plan
order by g.submission, g.commitment;
