"""The same row of the training table in PyTorch: prints one JSON line. train_row.py CONFIG_JSON METHOD BATCH LENGTH RANK STEPS"""
import json, math, resource, statistics, sys, time
import torch
import torch.nn as nn
import torch.nn.functional as F

config, method = json.loads(sys.argv[1]), sys.argv[2]
batch, length, rank, steps = (int(x) for x in sys.argv[3:7])
torch.set_num_threads(2)
imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Adapted(nn.Module):
    def __init__(self, base):
        super().__init__()
        self.base, self.a, self.b = base, nn.Parameter(torch.randn(rank, base.in_features) * 0.02), nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x):
        return self.base(x) + F.linear(F.linear(x, self.a), self.b) * 2


def attend(q, k, v):
    mask = torch.triu(torch.full((q.shape[2], q.shape[2]), float('-inf')), 1)
    return torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]) + mask, -1) @ v


class Gpt2Block(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.h, self.one, self.two = h, nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.out, self.up, self.down = nn.Linear(d, 3 * d), nn.Linear(d, d), nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, x, _):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, self.h, -1).transpose(1, 2) for y in self.qkv(self.one(x)).split(d, -1))
        x = x + self.out(attend(q, k, v).transpose(1, 2).reshape(b, t, d))
        return x + self.down(F.gelu(self.up(self.two(x)), approximate='tanh'))


class Rms(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d))

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


class LlamaBlock(nn.Module):
    def __init__(self, d, f, h, kv):
        super().__init__()
        self.h, self.kv, self.one, self.two = h, kv, Rms(d), Rms(d)
        linear = lambda i, o: nn.Linear(i, o, bias=False)
        self.q, self.k, self.v, self.o = linear(d, d), linear(d, d // h * kv), linear(d, d // h * kv), linear(d, d)
        self.gate, self.up, self.down = linear(d, f), linear(d, f), linear(f, d)

    def forward(self, x, turned):
        b, t, d = x.shape
        y = self.one(x)
        q, k, v = (m(y).view(b, t, -1, d // self.h).transpose(1, 2) for m in (self.q, self.k, self.v))
        cos, sin = turned
        turn = lambda z: torch.cat([z.chunk(2, -1)[0] * cos - z.chunk(2, -1)[1] * sin, z.chunk(2, -1)[1] * cos + z.chunk(2, -1)[0] * sin], -1)
        k, v = turn(k).repeat_interleave(self.h // self.kv, 1), v.repeat_interleave(self.h // self.kv, 1)
        x = x + self.o(attend(turn(q), k, v).transpose(1, 2).reshape(b, t, d))
        y = self.two(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Model(nn.Module):
    def __init__(self, c):
        super().__init__()
        gpt2 = c['model_type'] == 'gpt2'
        d, self.gpt2 = c['n_embd'] if gpt2 else c['hidden_size'], gpt2
        self.words = nn.Embedding(c['vocab_size'], d)
        if gpt2:
            self.places, self.norm = nn.Embedding(c['n_positions'], d), nn.LayerNorm(d)
            self.blocks = nn.ModuleList(Gpt2Block(d, c['n_head']) for _ in range(c['n_layer']))
        else:
            h = c['num_attention_heads']
            self.norm = Rms(d)
            self.blocks = nn.ModuleList(LlamaBlock(d, c['intermediate_size'], h, c['num_key_value_heads']) for _ in range(c['num_hidden_layers']))
            angle = torch.outer(torch.arange(length).float(), c['rope_theta'] ** (-torch.arange(0, d // h, 2).float() / (d // h)))
            self.turned = (angle.cos(), angle.sin())

    def forward(self, ids):
        x = self.words(ids) + (self.places.weight[:ids.shape[1]] if self.gpt2 else 0)
        for block in self.blocks:
            x = block(x, None if self.gpt2 else self.turned)
        return F.linear(self.norm(x), self.words.weight)


model = Model(config)
for p in model.parameters():
    if p.dim() > 1:
        nn.init.normal_(p, std=0.02)
if method == 'lora':
    for p in model.parameters():
        p.requires_grad_(False)
    for block in model.blocks:
        for name, child in list(block.named_children()):
            if isinstance(child, nn.Linear):
                setattr(block, name, Adapted(child))
learned = [p for p in model.parameters() if p.requires_grad]
optimiser = torch.optim.AdamW(learned, lr=1e-4, weight_decay=0.01)
ids = (torch.arange(batch * length) * 7919 % config['vocab_size']).view(batch, length)
seconds = []
for step in range(steps + 2):
    start = time.perf_counter()
    loss = F.cross_entropy(model(ids)[:, :-1].reshape(-1, config['vocab_size']), ids[:, 1:].reshape(-1))
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(learned, 1.0)
    optimiser.step()
    if step >= 2:
        seconds.append(time.perf_counter() - start)
peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - imported) * 1024
print(json.dumps({'tokensPerSecond': batch * length / statistics.median(seconds), 'peakBytes': peak}))
