-- What СМЭВ last said of a message under way (GetStatus), and when it was asked about messages that wait long.
ALTER TABLE messages ADD COLUMN smev_status text, ADD COLUMN smev_status_at timestamptz(3);
GRANT UPDATE (smev_status, smev_status_at) ON messages TO elk_worker;
