using System.Numerics;

namespace Bantam.Model;

/// <summary>A recurrent layer of one direction with a gated memory: long short-term memory.</summary>
/// <remarks>
/// <para>With c and h of the step before, 0 at the first: <c>(i, f, g, o) = W·x + R·h + b</c>, <c>c = σ(f)∘c + σ(i)∘tanh(g)</c>, clipped,
/// <c>h = σ(o)∘tanh(c)</c>; every h is an output.</para>
/// <para>Shapes: x [N, T, I], W [4H, I], R [4H, H], b [4H], y [N, T, H]; time first, [T, N, ·], where <see cref="IsTimeMajor"/>. The four
/// blocks of rows of W, R and b are those of the input gate, the forget gate, the cell and the output gate. Inputs, in order: x, W, R
/// and, optionally, b. No peepholes and no projection. A NaN stays in its sample from its step on.</para>
/// <para>A plan keeps c and h from run to run until it is reset, so that a stream can be fed in pieces; a graph always begins with 0.
/// There is no gradient. Source: Hochreiter and Schmidhuber, 1997; Gers et al., 2000; TFLite UNIDIRECTIONAL_SEQUENCE_LSTM.</para>
/// </remarks>
public sealed record Lstm : Op
{
    /// <summary>Whether the first axis of x and y is time and the second the batch.</summary>
    public bool IsTimeMajor { get; init; }

    /// <summary>The bound on the magnitude of c; 0 for none.</summary>
    public double CellClip { get; init; }

    /// <summary>The codes of c in a plan: 16 bits, symmetric, a scale that is a power of two; null until the network is quantized.</summary>
    /// <remarks>The codes of h are those of the output.</remarks>
    public QuantizationParameters? CellCodes { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 3, 4);
        Expect.Rank(this, inputs[0], 3, IsTimeMajor ? "a sequence [T, N, features]" : "a sequence [N, T, features]");
        Expect.SameElement(this, inputs);
        Expect.Rank(this, inputs[1], 2, "input weights [4·units, features]");
        Expect.Rank(this, inputs[2], 2, "recurrent weights [4·units, units]");
        if (!double.IsFinite(CellClip) || CellClip < 0)
        {
            throw new ShapeException($"{Name} needs a finite clip of 0 or more, but got {CellClip}.");
        }

        int features = inputs[0].Shape[2];
        int units = inputs[2].Shape[1];
        if (inputs[1].Shape != new Shape(4 * units, features) || inputs[2].Shape[0] != 4 * units)
        {
            throw new ShapeException($"{Name} with {features} features and {units} units needs input weights [{4 * units}, {features}] and recurrent weights [{4 * units}, {units}], but got {inputs[1]} and {inputs[2]}.");
        }

        if (inputs.Length == 4)
        {
            Expect.Vector(this, inputs[3], 4 * units, "a bias");
        }

        return inputs[0] with { Shape = [inputs[0].Shape[0], inputs[0].Shape[1], units] };
    }

    /// <summary>MACs = N · T · 4H · (I + H); a few operations for each gate of each unit.</summary>
    /// <param name="inputs">Types of x, W, R and b.</param>
    /// <param name="output">Type of y.</param>
    /// <returns>The counts.</returns>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        long gates = 4L * output.Shape.Count;

        // Per unit: four sums of two products, four gates, two products and a sum for c, tanh and a product for h.
        return checked(new OpCost(gates * (inputs[1].Shape[1] + inputs[2].Shape[1]), (gates * (inputs.Length == 4 ? 3 : 2)) + (5L * output.Shape.Count)));
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        Shape x = call.Inputs[0].Shape;
        (int batch, int steps) = IsTimeMajor ? (x[1], x[0]) : (x[0], x[1]);
        int units = call.Output.Shape[2];
        T[] cell = new T[units];
        T[] hidden = new T[units];
        for (int sample = 0; sample < batch; sample++)
        {
            Array.Clear(cell);
            Array.Clear(hidden);
            for (int step = 0; step < steps; step++)
            {
                int row = IsTimeMajor ? (step * batch) + sample : (sample * steps) + step;
                Span<T> output = call.Out<T>().Slice(row * units, units);
                Step(call, call.In<T>(0).Slice(row * x[2], x[2]), hidden, cell, output);
                output.CopyTo(hidden);
            }
        }
    }

    private void Step<T>(OpCall call, ReadOnlySpan<T> x, ReadOnlySpan<T> hidden, Span<T> cell, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int units = cell.Length;
        T clip = CellClip > 0 ? T.CreateSaturating(CellClip) : T.PositiveInfinity;
        for (int unit = 0; unit < units; unit++)
        {
            T input = Sigmoid(Gate(call, unit, x, hidden));
            T forget = Sigmoid(Gate(call, units + unit, x, hidden));
            T candidate = T.Tanh(Gate(call, (2 * units) + unit, x, hidden));
            cell[unit] = T.Clamp((forget * cell[unit]) + (input * candidate), -clip, clip);
            output[unit] = Sigmoid(Gate(call, (3 * units) + unit, x, hidden)) * T.Tanh(cell[unit]);
        }
    }

    private static T Gate<T>(OpCall call, int row, ReadOnlySpan<T> x, ReadOnlySpan<T> hidden)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = Dot(call.In<T>(1).Slice(row * x.Length, x.Length), x) + Dot(call.In<T>(2).Slice(row * hidden.Length, hidden.Length), hidden);
        ReadOnlySpan<T> bias = call.OptionalIn<T>(3);
        return bias.IsEmpty ? sum : sum + bias[row];
    }

    private static T Dot<T>(ReadOnlySpan<T> weights, ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * values[i];
        }

        return sum;
    }

    private static T Sigmoid<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));
}
