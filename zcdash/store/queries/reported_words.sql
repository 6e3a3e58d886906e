-- One row per item and submission of a plan that wrote of it.
select w.*
from words w
join submission s on s.submission = w.submission
where s.plan = $plan
order by w.submission, w.item;
