using System.Diagnostics;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>The worked examples of the notes, by automatic differentiation.</summary>
public sealed class AutogradExamplesTests
{
    private readonly List<string> _asked = [];

    [Theory]
    [InlineData(2, 1, -1, 0, 0.467223322694, 0.343734840457, 0.143734840457)]
    [InlineData(0.5, 2, -1, 1, 0.1375, -0.2, -0.125)]
    [Trait("Ledger", "S008")]
    public void A_regularized_neuron_has_the_gradients_that_were_derived_by_hand(double w0, double x0, double b0, double t0, double loss, double slopeW, double slopeB)
    {
        Tensor w = SampleTensors.Leaf64([], w0);
        Tensor b = SampleTensors.Leaf64([], b0);
        Tensor error = ((w * Tensor.Scalar(x0)) + b).Sigmoid() - Tensor.Scalar(t0);
        Tensor total = (0.5 * (error * error)) + (0.5 * 0.1 * (w * w));
        total.Backward();
        Assert.Equal(loss, total.Item<double>(), 1e-12);
        Assert.Equal(slopeW, w.Grad!.Item<double>(), 1e-12);
        Assert.Equal(slopeB, b.Grad!.Item<double>(), 1e-12);

        double y = 1 / (1 + Math.Exp(-((w0 * x0) + b0)));
        double shared = (y - t0) * y * (1 - y);
        Assert.Equal((shared * x0) + (0.1 * w0), w.Grad!.Item<double>(), 1e-12);
        Assert.Equal(shared, b.Grad!.Item<double>(), 1e-12);
    }

    [Fact]
    [Trait("Ledger", "S009")]
    public void What_two_gradients_share_is_computed_once()
    {
        Tensor w = SampleTensors.Leaf64([], 2);
        Tensor b = SampleTensors.Leaf64([], -1);
        Tensor x = Tensor.Scalar(3.0);
        Tensor z = new Counted(_asked, "z").Apply(new Multiply().Apply(w, x), b);
        z.RetainGrad = true;
        Tensor error = z.Sigmoid();
        (0.5 * (error * error)).Backward();
        Assert.Equal(["z"], _asked);
        Assert.Equal(z.Grad!.Item<double>(), b.Grad!.Item<double>());
        Assert.Equal(z.Grad!.Item<double>() * 3, w.Grad!.Item<double>());
    }

    [Fact]
    [Trait("Ledger", "S006")]
    public void The_gradient_reaches_the_input_of_a_network()
    {
        Tensor x = SampleTensors.Leaf64([1, 2], 1, 2);
        Tensor h = new Dense().Apply(x, Tensor.From<double>([2, 2], 0.1, 0.2, 0.3, 0.4)).Sigmoid();
        Tensor y = new Dense().Apply(h, Tensor.From<double>([1, 2], 0.5, 0.6), Tensor.From([1], 0.1));
        Tensor error = y - Tensor.From([1, 1], 1.0);
        (0.5 * (error * error)).Sum().Backward();
        SampleTensors.AssertNear([-0.00630373, -0.00949080], x.Grad!, 1e-8);
    }

    [Fact]
    [Trait("Ledger", "S007")]
    public void Each_local_derivative_is_asked_for_once_and_no_forward_value_is_computed_again()
    {
        const int Length = 12;
        Tensor start = SampleTensors.Leaf64([3], 1, 2, 3);
        Tensor y = start;
        for (int i = 0; i < Length; i++)
        {
            y = new Counted(_asked, $"{i}").Apply(y, y);
        }

        CallRecording backward = CallRecording.Of(() => y.Sum().Backward());
        Assert.Equal(Enumerable.Range(0, Length).Reverse().Select(i => $"{i}"), _asked);
        Assert.DoesNotContain(backward.Calls, made => made.Call.Op is Counted);

        Tensor x = SampleTensors.Leaf64([3], 1, 2, 3);
        Tensor sum = x.Sigmoid().Exp().Relu().Sum();
        CallRecording sweep = CallRecording.Of(() => sum.Backward());
        Assert.DoesNotContain(sweep.Calls, made => made.Call.Op is Sigmoid or Exp or Relu or Sum);
    }

    [Fact]
    [Trait("Ledger", "S011")]
    public void A_value_inside_keeps_its_gradient_where_that_is_wanted()
    {
        Tensor leaf = SampleTensors.Leaf([], 1f);
        Tensor v = 2 * leaf;
        Tensor other = 3 * leaf;
        v.RetainGrad = true;
        (v * v * v).Backward();
        other.Backward();
        Assert.Equal(12f, v.Grad!.Item<float>());
        Assert.Equal(24f + 3f, leaf.Grad!.Item<float>());
        Assert.Null(other.Grad);
    }

    [Fact]
    public void A_retained_gradient_adds_up_like_that_of_a_leaf_and_shares_memory_with_none()
    {
        Tensor leaf = SampleTensors.Leaf([2], 1, 2);
        Tensor v = leaf + leaf;
        v.RetainGrad = true;
        v.Backward(Tensor.From([2], 1f, 1f));
        v.Backward(Tensor.From([2], 1f, 10f));
        Assert.Equal([2, 11], v.Grad!.ToArray<float>());
        Assert.Equal([4, 22], leaf.Grad!.ToArray<float>());
        v.Grad!.Span<float>().Clear();
        Assert.Equal([4, 22], leaf.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S026")]
    public void A_step_function_with_a_straight_through_gradient_is_passed()
    {
        Tensor x = SampleTensors.Leaf([2], -1, 1);
        Tensor sign = new Step(Surrogate: _ => 1).Apply(x);
        Assert.Equal([0, 1], sign.ToArray<float>());
        sign.Sum().Backward();
        Assert.Equal([1, 1], x.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S028")]
    public void A_leaky_neuron_that_integrates_and_fires_learns_by_a_surrogate_gradient()
    {
        // v ← 0.9·v + 0.1·I, fires at v ≥ 1 and starts over: with I = 1.5 v reaches 1 after 11 steps.
        Step fire = new(Surrogate: distance => 1 / ((1 + (10 * Math.Abs(distance))) * (1 + (10 * Math.Abs(distance)))));
        Tensor current = SampleTensors.Leaf64([], 1.5);
        Tensor v = Tensor.Scalar(0.0);
        Tensor spikes = Tensor.Scalar(0.0);
        List<int> fired = [];
        for (int step = 1; step <= 35; step++)
        {
            v = (0.9 * v) + (0.1 * current);
            Tensor spike = fire.Apply(v - Tensor.Scalar(1.0));
            spikes = spikes + spike;
            v = v - (v * spike);
            if (spike.Item<double>() == 1)
            {
                fired.Add(step);
            }
        }

        Assert.Equal([11, 22, 33], fired);
        spikes.Backward();
        Assert.True(current.Grad!.Item<double>() > 0.1, $"more current, more spikes: {current.Grad}");
    }

    [Fact]
    [Trait("Ledger", "S022")]
    public void A_layer_is_one_op_and_not_one_for_each_neuron()
    {
        Graph net = Mlps.Mlp([784], [128], 10);
        Tensor batch = SampleTensors.Uniform([32, 784]);
        Dictionary<Parameter, Tensor> leaves = net.Parameters.ToDictionary(p => p, p => SampleTensors.Leaf(p.Shape, net.Values[p].ToArray<float>()));
        CallRecording step = CallRecording.Of(() => net.Run(batch, p => leaves[p], isTraining: true).Sum().Backward());
        Assert.InRange(step.Calls.Count, 5, 29);
    }

    [Fact]
    [Trait("Ledger", "S022")]
    public void Neuron_by_neuron_the_gradients_are_the_same_and_take_twenty_times_as_long()
    {
        Tensor x = SampleTensors.Uniform([1, 48]);
        Tensor w = SampleTensors.Leaf([24, 48], SampleTensors.Uniform([24, 48], 2).ToArray<float>());
        Tensor[] cells = [.. w.ToArray<float>().Select(value => SampleTensors.Leaf([], value))];
        Tensor[] inputs = [.. x.ToArray<float>().Select(Tensor.Scalar)];

        (double Layer, double Cells) fastest = (double.MaxValue, double.MaxValue);
        for (int attempt = 0; attempt < 5; attempt++)
        {
            w.Grad = null;
            Array.ForEach(cells, cell => cell.Grad = null);
            fastest = (Math.Min(fastest.Layer, Milliseconds(LayerStep)), Math.Min(fastest.Cells, Milliseconds(CellStep)));
        }

        SampleTensors.AssertNear([.. cells.Select(cell => (double)cell.Grad!.Item<float>())], w.Grad!, 1e-5);
        Assert.True(fastest.Cells > 20 * fastest.Layer, $"a layer took {fastest.Layer} ms and neuron by neuron {fastest.Cells} ms");

        void LayerStep() => new Dense().Apply(x, w).Sigmoid().Sum().Backward();

        void CellStep()
        {
            Tensor? total = null;
            for (int k = 0; k < 24; k++)
            {
                Tensor sum = cells[k * 48] * inputs[0];
                for (int j = 1; j < 48; j++)
                {
                    sum = sum + (cells[(k * 48) + j] * inputs[j]);
                }

                total = total is null ? sum.Sigmoid() : total + sum.Sigmoid();
            }

            total!.Backward();
        }
    }

    private static double Milliseconds(Action action)
    {
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>a + b, noting whenever its gradient is asked for.</summary>
    private sealed record Counted(List<string> Asked, string Label) : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor?[] Gradient(OpCall call, Tensor upstream)
        {
            Asked.Add(Label);
            return [upstream, upstream];
        }

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                call.Out<T>()[i] = call.In<T>(0)[i] + call.In<T>(1)[i];
            }
        }
    }

    /// <summary>1 where x ≥ 0 and 0 elsewhere, with another function in place of its derivative.</summary>
    private sealed record Step(Func<double, double> Surrogate) : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor?[] Gradient(OpCall call, Tensor upstream)
        {
            double[] slopes = [.. SampleTensors.ToFloat64(call.Inputs[0]).ToArray<double>().Select(Surrogate)];
            Tensor slope = Tensor.From<double>(upstream.Shape, slopes);
            return [upstream * (upstream.Element == ElementType.Float64 ? slope : SampleTensors.ToFloat32(slope))];
        }

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                call.Out<T>()[i] = call.In<T>(0)[i] >= T.Zero ? T.One : T.Zero;
            }
        }
    }
}
