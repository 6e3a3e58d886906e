-- One row: the account of a login as its newest row has it, or none.
select *
from account
where login = $login
order by account desc
limit 1;
