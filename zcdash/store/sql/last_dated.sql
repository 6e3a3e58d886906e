-- One row: the last business date that a submission, a sign-off or a close of a plan (of any, if empty) states, or null.
select max(day) as day
from (
    select plan, filed_on as day from submission
    union all
    select s.plan, o.signed_on as day
    from sign_off o
    join submission s on s.submission = o.submission
    union all
    select plan, as_of as day from close
) dated
where $plan = '' or plan = $plan;
