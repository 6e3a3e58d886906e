-- One row: the last business date that a submission, a sign-off or a close states; null where there is none.
select max(day) as day
from (
    select max(filed_on) as day from submission
    union all
    select max(signed_on) as day from sign_off
    union all
    select max(as_of) as day from close
) dated;
