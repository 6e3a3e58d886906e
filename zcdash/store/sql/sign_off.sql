-- One row per sign-off of the submissions, of each in the order they were given.
select *
from sign_off
where submission = any($submissions)
order by submission, sign_off;
