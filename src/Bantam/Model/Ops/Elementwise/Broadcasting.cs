using System.Numerics;

namespace Bantam.Model;

/// <summary>A function of two numbers.</summary>
internal interface IBinaryFunction
{
    static abstract T Of<T>(T a, T b)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Elementwise arithmetic on shapes that differ: aligned at the last axis, a length of 1 is repeated (the rules of NumPy).</summary>
internal static class Broadcasting
{
    // Shorter runs are over before a vector kernel has begun, and longer ones are worth asking other threads.
    private const int ShortRun = 8;
    private const int LongRun = 4096;

    /// <summary>The type of the output of an elementwise op with two inputs.</summary>
    public static TensorType Infer(Op op, ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(op, inputs, 2, 2);
        Expect.SameElement(op, inputs);
        Expect.Float(op, inputs[0]);
        return inputs[0].Shape == inputs[1].Shape ? inputs[0] : inputs[0] with { Shape = new Shape(Lengths(op, inputs[0], inputs[1], 0)) };
    }

    /// <summary>The common lengths of two shapes but for their last axes, which the op treats by rules of its own.</summary>
    public static int[] Lengths(Op op, TensorType a, TensorType b, int ownAxes)
    {
        ReadOnlySpan<int> left = a.Shape.Lengths[..^ownAxes];
        ReadOnlySpan<int> right = b.Shape.Lengths[..^ownAxes];
        int[] lengths = new int[Math.Max(left.Length, right.Length)];
        for (int i = 1; i <= lengths.Length; i++)
        {
            int p = i <= left.Length ? left[^i] : 1;
            int q = i <= right.Length ? right[^i] : 1;
            if (p != q && p != 1 && q != 1)
            {
                throw new ShapeException($"{op.Name} got {a} and {b}, which differ along axis -{i + ownAxes}: {p} and {q}. Shapes are aligned at the last axis, and each length must be equal or 1 (broadcasting).");
            }

            lengths[^i] = p == 1 ? q : p;
        }

        return lengths;
    }

    /// <summary>The gradient of an operand from that of the result: summed where the operand was repeated.</summary>
    public static Tensor ReducedTo(this Tensor gradient, Shape operand) =>
        gradient.Shape == operand ? gradient : new SumTo(operand).Apply(gradient);

    /// <summary>The reference: y = f(a, b).</summary>
    public static void Compute<T, TFunction>(OpCall call)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TFunction : struct, IBinaryFunction
    {
        ReadOnlySpan<T> a = call.In<T>(0);
        ReadOnlySpan<T> b = call.In<T>(1);
        Span<T> y = call.Out<T>();
        BroadcastWalk walk = WalkOf(call);
        for (int row = 0; row < walk.Rows; row++)
        {
            (int atA, int atB) = walk.Start(row);
            Span<T> run = y.Slice(row * walk.Run, walk.Run);
            for (int i = 0; i < run.Length; i++)
            {
                run[i] = TFunction.Of(a[atA + (i * walk.StepA)], b[atB + (i * walk.StepB)]);
            }
        }
    }

    /// <summary>The same with vectors, unless runs are too short.</summary>
    public static bool TryComputeFast<TStep>(OpCall call)
        where TStep : struct, IElementwiseStep
    {
        ReadOnlySpan<float> a = call.In<float>(0);
        ReadOnlySpan<float> b = call.In<float>(1);
        Span<float> y = call.Out<float>();
        if (a.Length == y.Length && b.Length == y.Length)
        {
            ElementwiseLoop.Run<TStep>(a, b, y, 0, 0);
            return true;
        }

        BroadcastWalk walk = WalkOf(call);
        if (walk.Run < ShortRun)
        {
            return false;
        }

        for (int row = 0; row < walk.Rows; row++)
        {
            (int atA, int atB) = walk.Start(row);
            Span<float> run = y.Slice(row * walk.Run, walk.Run);

            // Of two operands, at most one stands still along a run; its value is spread over the result first.
            ReadOnlySpan<float> left = walk.StepA == 1 ? a.Slice(atA, walk.Run) : Filled(run, a[atA]);
            ReadOnlySpan<float> right = walk.StepB == 1 ? b.Slice(atB, walk.Run) : Filled(run, b[atB]);
            if (walk.Run < LongRun)
            {
                ElementwiseLoop.RunShort<TStep>(left, right, run);
            }
            else
            {
                ElementwiseLoop.Run<TStep>(left, right, run, 0, 0);
            }
        }

        return true;
    }

    private static BroadcastWalk WalkOf(OpCall call) =>
        BroadcastWalk.Of(call.Output.Shape.Lengths, call.Inputs[0].Shape.Lengths, call.Inputs[1].Shape.Lengths);

    private static ReadOnlySpan<float> Filled(Span<float> run, float value)
    {
        run.Fill(value);
        return run;
    }
}
