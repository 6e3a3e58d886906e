-- One row per actual that any submission of a plan brought.
select a.*
from actual a
join submission s on s.submission = a.submission
where s.plan = $plan
order by a.submission, a.indicator;
