-- One row: the account of a login as its newest row has it, or none.
select account, login, name, email, phone, role, unit, leader, password_hash, must_change, active, set_at
from account
where login = $login
order by account desc
limit 1;
