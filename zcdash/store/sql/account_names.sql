-- One row per name that an account may be tied to: units and leaders of the register, and of every plan at its newest version.
select 'unit' as kind, u.name
from unit u
where u.version = (select max(v.version) from plan_version v where v.plan = u.plan)
union
select 'unit' as kind, r.name
from organisation_unit r
where r.organisation_unit = (select max(n.organisation_unit) from organisation_unit n where n.unit = r.unit) and r.until is null
union
select 'leader' as kind, x.name
from leader x
where x.version = (select max(v.version) from plan_version v where v.plan = x.plan)
union
select 'leader' as kind, p.name
from organisation_post t
join organisation_person p on p.person = t.person
where t.kind = 'leader'
    and p.organisation_person = (select max(n.organisation_person) from organisation_person n where n.person = p.person)
order by 1 desc, 2;
