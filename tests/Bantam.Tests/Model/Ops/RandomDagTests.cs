using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Reverse mode on random programs of scalars against forward mode, which has no record to get wrong.</summary>
public sealed class RandomDagTests
{
    private const int Leaves = 4;
    private const int Ops = 50;

    [Fact]
    [Trait("Ledger", "S017")]
    public void Reverse_mode_equals_dual_numbers_on_random_graphs()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            Compare(seed);
        }
    }

    [Fact]
    [Trait("Ledger", "S017")]
    public void Every_recorded_edge_is_visited_once()
    {
        CountingOp op = new();
        Tensor x = SampleTensors.Leaf64([], 0.5);
        Tensor y = x;
        for (int i = 0; i < Ops; i++)
        {
            y = op.Apply(y, y);
        }

        y.Backward();
        Assert.Equal(Ops, CountingOp.Gradients);
        Assert.Equal(Math.Pow(2, Ops), x.Grad!.Item<double>());
    }

    private static void Compare(ulong seed)
    {
        RandomStream random = new(seed, "dag");
        List<Tensor> values = [];
        List<Dual> duals = [];
        for (int i = 0; i < Leaves; i++)
        {
            double value = (2 * random.NextDouble()) - 1;
            values.Add(SampleTensors.Leaf64([], value));
            duals.Add(Dual.Variable(value, i, Leaves));
        }

        for (int i = 0; i < Ops; i++)
        {
            int a = random.NextInt32(values.Count);
            int b = random.NextInt32(values.Count);
            (Tensor value, Dual dual) = random.NextInt32(6) switch
            {
                0 => (values[a] + values[b], duals[a] + duals[b]),
                1 => (values[a] - values[b], duals[a] - duals[b]),
                2 => ((0.5 * values[a]) * values[b], 0.5 * duals[a] * duals[b]),
                3 => (-0.7 * values[a], -0.7 * duals[a]),
                4 => ((-1 * values[a].Sigmoid()).Exp(), (-1 * duals[a].Sigmoid()).Exp()),
                _ => (values[a].Sigmoid(), duals[a].Sigmoid()),
            };
            values.Add(value);
            duals.Add(dual);
        }

        // All values that nothing else summed up take part, so that no op is idle.
        Tensor total = values.Aggregate((x, y) => x + y);
        Dual expected = duals.Aggregate((x, y) => x + y);
        total.Backward();
        Assert.Equal(expected.Value, total.Item<double>(), 1e-9 * Math.Max(1, Math.Abs(expected.Value)));
        for (int i = 0; i < Leaves; i++)
        {
            double slope = expected.Slopes[i];
            Assert.Equal(slope, values[i].Grad!.Item<double>(), 1e-9 * Math.Max(1, Math.Abs(slope)));
        }
    }

    /// <summary>A number with its derivatives with respect to all leaves.</summary>
    private sealed record Dual(double Value, double[] Slopes)
    {
        public static Dual Variable(double value, int index, int count) => new(value, [.. Enumerable.Range(0, count).Select(i => i == index ? 1.0 : 0.0)]);

        public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, Combine(a, 1, b, 1));

        public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, Combine(a, 1, b, -1));

        public static Dual operator *(Dual a, Dual b) => new(a.Value * b.Value, Combine(a, b.Value, b, a.Value));

        public static Dual operator *(double c, Dual a) => new(c * a.Value, Combine(a, c, a, 0));

        public Dual Exp() => new(Math.Exp(Value), Combine(this, Math.Exp(Value), this, 0));

        public Dual Sigmoid()
        {
            double y = 1 / (1 + Math.Exp(-Value));
            return new(y, Combine(this, y * (1 - y), this, 0));
        }

        private static double[] Combine(Dual a, double u, Dual b, double v) => [.. a.Slopes.Zip(b.Slopes, (x, y) => (u * x) + (v * y))];
    }

    /// <summary>a + b, counting how often its gradient is asked for.</summary>
    private sealed record CountingOp : Op
    {
        public static int Gradients { get; private set; }

        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor?[] Gradient(OpCall call, Tensor upstream)
        {
            Gradients++;
            return [upstream, upstream];
        }

        protected internal override void Compute<T>(OpCall call) => call.Out<T>()[0] = call.In<T>(0)[0] + call.In<T>(1)[0];
    }
}
