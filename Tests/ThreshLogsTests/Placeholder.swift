import ThreshLogs
