-- One row per login: the account as its newest row has it.
select account, login, name, email, phone, role, unit, leader, password_hash, must_change, active, set_at
from account a
where a.account = (select max(n.account) from account n where n.login = a.login)
order by a.login;
