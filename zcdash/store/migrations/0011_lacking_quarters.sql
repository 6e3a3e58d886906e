-- Quarters whose figure a running total lacked when the period was closed: 2017Q1、2017Q2; null where none did.
alter table close_assessment add column lacking text;
