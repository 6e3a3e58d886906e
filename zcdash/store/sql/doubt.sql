-- One row per doubt of a plan version.
select *
from doubt
where plan = $plan and version = $version
order by place;
