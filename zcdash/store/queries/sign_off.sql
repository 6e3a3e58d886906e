-- One row per sign-off of the submissions, in the order they were given.
select *
from sign_off
where submission = any($submissions)
order by sign_off;
