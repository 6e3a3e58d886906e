-- One row per state of an account.
select account, login, name, email, active
from account
order by account;
