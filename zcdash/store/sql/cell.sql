-- One row per cell of the official table, the goal before the periods.
select c.item, c.cell, c.lines, c.figures, c.address
from cell c
join item i on i.plan = c.plan and i.version = c.version and i.code = c.item
where c.plan = $plan and c.version = $version
order by i.number, case when c.cell = 'goal' then 0 else 1 end, c.cell;
