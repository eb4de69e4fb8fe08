-- Of the version before the one before, whose saves went one by one.
DROP FUNCTION lock_for_change(uuid, uuid);
