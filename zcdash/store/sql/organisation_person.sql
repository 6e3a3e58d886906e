-- One row per person of the register: the last word on them.
select p.person, p.name, p.phone, p.email
from organisation_person p
where p.organisation_person = (select max(n.organisation_person) from organisation_person n where n.person = p.person)
order by (select min(o.organisation_person) from organisation_person o where o.person = p.person);
