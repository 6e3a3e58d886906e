-- One row per sign-off of a plan's submissions (or of one of them), in the order they were given.
select o.*
from sign_off o
join submission s on s.submission = o.submission
where s.plan = $plan and ($submission is null or o.submission = $submission)
order by o.sign_off;
