-- One row per light: how many items the closes of the period that stand gave it, over all plans.
select a.light as light, count(*) as items
from close c
join close_assessment a on a.close = c.close and a.kind = 'item'
left join reopening o on o.close = c.close
where c.period = $period and o.close is null
group by a.light;
