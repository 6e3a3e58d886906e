-- One row per login: the person at the provider that it belongs to, by its newest row; an empty subject is nobody yet.
select login, issuer, subject, set_at
from identity i
where i.identity = (select max(n.identity) from identity n where n.login = i.login)
order by login;
