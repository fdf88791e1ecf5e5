-- wrk sends whatever request() returns in one piece, and waits for as many responses as that holds requests.
local depth = 16

init = function()
  batch = string.rep(wrk.format(), depth)
end

request = function()
  return batch
end
