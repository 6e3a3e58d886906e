-- One row per person, act and unit that the log names.
select distinct 'name' as kind, name as value from log
union all
select distinct 'what' as kind, what as value from log
union all
select distinct 'unit' as kind, unit as value from log where unit <> ''
order by 1, 2;
