-- One row per sign-off of the submissions, of each in the order they were given.
select sign_off, submission, step, decision, leader, name, login, substitute, note, codes, signed_at, signed_on
from sign_off
where submission = any($submissions)
order by submission, sign_off;
