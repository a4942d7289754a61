-- dnsjit_parse.lua - a peer of the benchmark: dnsjit takes every frame apart and all records with it.
-- SPDX-License-Identifier: BSD-2-Clause
local objects = require("dnsjit.core.objects")
local input = require("dnsjit.input.mmpcap").new()
local layer = require("dnsjit.filter.layer").new()
local dns = require("dnsjit.core.object.dns").new()
input:open(arg[2])
layer:producer(input)
local produce, context = layer:produce()
local messages, whole = 0, 0
while true do
    local object = produce(context)
    if object == nil then break end
    local payload = object:cast()
    if object:type() == "payload" and payload.len > 0 then
        dns.obj_prev = object
        dns.includes_dnslen = object.obj_prev.obj_type == objects.TCP and 1 or 0
        messages = messages + 1
        if dns:parse() == 0 then
            whole = whole + 1
        end
    end
end
print(messages, whole)
