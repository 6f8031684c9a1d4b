using System.Numerics;

namespace Bantam.Model;

/// <summary>A layer over time of low rank: each filter looks at the features of a frame, then at its own results of the last frames.</summary>
/// <param name="Rank">The number of filters whose results a unit adds up, 1 or more.</param>
/// <remarks>
/// <para><c>s[t, f] = Σᵢ U[f, i]·x[t, i]</c>, <c>y[t, u] = b[u] + Σᵣ Σₘ V[f, m]·s[t − M + 1 + m, f]</c> with f = u·Rank + r over the last M
/// frames; those before the first are 0. It is a dense layer over M frames with the weights of each unit factored into Rank products.</para>
/// <para>Shapes: x [N, T, I], U [F, I], V [F, M], b [F / Rank], y [N, T, F / Rank]; or one frame, x [N, I] and y [N, F / Rank]. Inputs, in
/// order: x, U, V and, optionally, b. A NaN reaches the M outputs from its frame on.</para>
/// <para>A plan keeps the last M frames of s from run to run until it is reset, so that a stream is fed frame by frame; a graph always
/// begins with 0. There is no gradient. Source: Nakkiran et al., "Compressing deep neural networks using a rank-constrained
/// topology", 2015; TFLite SVDF.</para>
/// </remarks>
public sealed record Svdf(int Rank = 1) : Op, IFusesActivation
{
    /// <inheritdoc/>
    public Activation Activation { get; init; }

    /// <summary>The codes of s in a plan: 8 or 16 bits; null until the network is quantized.</summary>
    public QuantizationParameters? StateCodes { get; init; }

    /// <inheritdoc/>
    public Op WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 3, 4);
        Expect.SameElement(this, inputs);
        Expect.Float(this, inputs[0]);
        if (inputs[0].Shape.Rank is not (2 or 3))
        {
            throw new ShapeException($"{Name} expects frames, [N, T, features] or [N, features], but got {inputs[0]}.");
        }

        Expect.Rank(this, inputs[1], 2, "feature weights [filters, features]");
        Expect.Rank(this, inputs[2], 2, "time weights [filters, frames]");
        int filters = inputs[1].Shape[0];
        if (Rank < 1 || filters % Rank != 0 || inputs[2].Shape[0] != filters || inputs[1].Shape[1] != inputs[0].Shape[^1])
        {
            throw new ShapeException($"{Name} of rank {Rank} needs feature weights [filters, {inputs[0].Shape[^1]}] and time weights [filters, frames] with a multiple of {Rank} filters, but got {inputs[1]} and {inputs[2]}.");
        }

        if (inputs.Length == 4)
        {
            Expect.Vector(this, inputs[3], filters / Rank, "a bias");
        }

        int units = filters / Rank;
        return inputs[0] with { Shape = inputs[0].Shape.Rank == 3 ? [inputs[0].Shape[0], inputs[0].Shape[1], units] : [inputs[0].Shape[0], units] };
    }

    /// <summary>MACs = N · T · F · (I + M), frames before the first included; an addition per filter and one per output for b.</summary>
    /// <param name="inputs">Types of x, U, V and b.</param>
    /// <param name="output">Type of y.</param>
    /// <returns>The counts.</returns>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        long results = checked((long)output.Shape.Count * Rank);
        return checked(new OpCost(results * (inputs[1].Shape[1] + inputs[2].Shape[1]), results + (inputs.Length == 4 ? output.Shape.Count : 0)));
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        Shape x = call.Inputs[0].Shape;
        int steps = x.Rank == 3 ? x[1] : 1;
        int filters = call.Inputs[1].Shape[0];
        int units = filters / Rank;
        T[] results = new T[steps * filters];
        for (int sample = 0; sample < x[0]; sample++)
        {
            Features(call, sample * steps, results);
            for (int step = 0; step < steps; step++)
            {
                Unit(call, results, step, call.Out<T>().Slice(((sample * steps) + step) * units, units));
            }
        }
    }

    /// <summary>s of all frames of a sample, [T, F].</summary>
    private static void Features<T>(OpCall call, int firstRow, T[] results)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int features = call.Inputs[1].Shape[1];
        int filters = call.Inputs[1].Shape[0];
        for (int i = 0; i < results.Length; i++)
        {
            ReadOnlySpan<T> frame = call.In<T>(0).Slice((firstRow + (i / filters)) * features, features);
            ReadOnlySpan<T> weights = call.In<T>(1).Slice(i % filters * features, features);
            T sum = T.Zero;
            for (int j = 0; j < features; j++)
            {
                sum += weights[j] * frame[j];
            }

            results[i] = sum;
        }
    }

    private void Unit<T>(OpCall call, T[] results, int step, Span<T> output)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int frames = call.Inputs[2].Shape[1];
        int filters = call.Inputs[2].Shape[0];
        ReadOnlySpan<T> weights = call.In<T>(2);
        ReadOnlySpan<T> bias = call.OptionalIn<T>(3);
        (T low, T high) = Activation.Range<T>();
        for (int unit = 0; unit < output.Length; unit++)
        {
            T sum = bias.IsEmpty ? T.Zero : bias[unit];
            for (int filter = unit * Rank; filter < (unit + 1) * Rank; filter++)
            {
                for (int frame = Math.Max(frames - 1 - step, 0); frame < frames; frame++)
                {
                    sum += weights[(filter * frames) + frame] * results[((step - frames + 1 + frame) * filters) + filter];
                }
            }

            output[unit] = T.Clamp(sum, low, high);
        }
    }
}
