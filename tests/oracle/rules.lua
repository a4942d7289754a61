-- rules.lua - which frames of a capture Wireshark's display filters match, in one pass.
-- SPDX-License-Identifier: BSD-2-Clause
--
-- tshark -X lua_script:rules.lua -X lua_script1:FILE    FILE: a display filter a line
-- Prints "P frame protocols" and "R number frame...", filters counted from 0; "E number" for one that
-- is refused.
local path = ...
local protocols = Field.new("frame.protocols")
local matched = {}
local number = 0

for line in io.lines(path) do
	local rule = number
	local fine, listener = pcall(Listener.new, "frame", line)
	number = number + 1
	if fine then
		matched[rule] = {}
		function listener.packet(pinfo)
			table.insert(matched[rule], pinfo.number)
		end
	else
		print("E " .. rule)
	end
end

local all = Listener.new("frame")
function all.packet(pinfo)
	local said = protocols()
	print("P " .. pinfo.number .. " " .. (said and tostring(said) or "-"))
end
function all.draw()
	for rule = 0, number - 1 do
		if matched[rule] and #matched[rule] > 0 then
			print("R " .. rule .. " " .. table.concat(matched[rule], " "))
		end
	end
end
