module agentgate

go 1.19
