-- One row per unit of the register: the last word on it, in the order of registration.
select u.unit, u.name, u.kind, u.aliases, u.parent, u.since, u.until, u.source, u.reason
from organisation_unit u
where u.organisation_unit = (select max(n.organisation_unit) from organisation_unit n where n.unit = u.unit)
order by (select min(o.organisation_unit) from organisation_unit o where o.unit = u.unit);
