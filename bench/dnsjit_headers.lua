-- dnsjit_headers.lua - a peer of the benchmark: dnsjit takes every frame apart, DNS headers only.
-- SPDX-License-Identifier: BSD-2-Clause
require("dnsjit.core.objects")
local input = require("dnsjit.input.mmpcap").new()
local layer = require("dnsjit.filter.layer").new()
local dns = require("dnsjit.core.object.dns").new()
input:open(arg[2])
layer:producer(input)
local produce, context = layer:produce()
local messages = 0
while true do
    local object = produce(context)
    if object == nil then break end
    local payload = object:cast()
    if object:type() == "payload" and payload.len > 0 then
        dns.obj_prev = object
        if dns:parse_header() == 0 then
            messages = messages + 1
        end
    end
end
print(messages)
