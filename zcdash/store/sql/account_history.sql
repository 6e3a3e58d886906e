-- One row per state of an account.
select account, login, name, email, phone, unit, active
from account
order by account;
