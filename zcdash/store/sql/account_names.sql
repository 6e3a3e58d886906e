-- One row per name that an account may be tied to: every unit and every leader of every plan, at its newest version.
select distinct 'unit' as kind, u.name
from unit u
where u.version = (select max(v.version) from plan_version v where v.plan = u.plan)
union all
select distinct 'leader' as kind, x.name
from leader x
where x.version = (select max(v.version) from plan_version v where v.plan = x.plan)
order by 1 desc, 2;
