using System.Numerics;

namespace Bantam.Model;

/// <summary>What ops share that draw a new mask at each step of training, from a state [steps, key] that they count up in place.</summary>
internal static class RandomSteps
{
    // "dropout" in ASCII.
    private const ulong Purpose = 0x64726F706F7574;

    /// <summary>Refuses rates that are no probability and states of another shape.</summary>
    public static void Check(Op op, ReadOnlySpan<TensorType> inputs, double rate)
    {
        Expect.Inputs(op, inputs, 2, 2);
        Expect.SameElement(op, inputs);
        Expect.Float(op, inputs[0]);
        Expect.Vector(op, inputs[1], 2, "a state (steps, key)");
        if (rate is not (>= 0 and < 1))
        {
            throw new ShapeException($"{op.Name} needs a rate from 0 to below 1, but got {rate}: it is the share that is dropped.");
        }
    }

    /// <summary>The first input times a new mask; the second, the state, counts the step.</summary>
    public static Tensor Mask(Op op, Op mask, ReadOnlySpan<Tensor> inputs)
    {
        op.Infer([inputs[0].Type, inputs[1].Type]);
        Tensor factors;
        using (NoGrad quiet = new())
        {
            factors = mask.Apply(inputs[1]);
            new CountStep().ApplyInto(inputs[1], inputs[1]);
        }

        return new Multiply().Apply(inputs[0], factors);
    }

    /// <summary>The source of the numbers of a step, and the block of the first one: no two steps share a block.</summary>
    public static (RandomBlocks Random, ulong First) Numbers<T>(ReadOnlySpan<T> state, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ulong step = ulong.CreateSaturating(state[0]);
        return (new RandomBlocks(ulong.CreateSaturating(state[1]), Purpose), step * (((ulong)count + 3) / 4));
    }

    /// <summary>Of 2³² equally probable numbers, how many a probability covers.</summary>
    public static ulong Limit(double probability) => (ulong)(probability * (1UL << 32));
}

/// <summary>Counts a step of a state [steps, key]; after 2²⁴, the last number that Float32 counts to, it begins anew.</summary>
internal sealed record CountStep : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> state = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T next = state[0] + T.One;
        y[1] = state[1];
        y[0] = next < T.CreateSaturating(1 << 24) ? next : T.Zero;
    }
}
