-- One row per plan, leader and light: how many of the leader's items the close in force of the period froze with that light.
select c.plan, r.name as leader, a.light, count(*) as items
from close c
join close_assessment a on a.close = c.close and a.kind = 'item'
join responsible r on r.plan = c.plan and r.version = c.version and r.item = a.code and r.kind = 'leader'
left join reopening o on o.close = c.close
where c.period = $period and o.close is null
group by c.plan, r.name, a.light
order by c.plan, r.name, a.light;
