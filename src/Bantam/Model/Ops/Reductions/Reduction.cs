using System.Numerics;

namespace Bantam.Model;

/// <summary>What reductions over some axes share.</summary>
internal static class Reduction
{
    // Shorter runs are over before threads have been asked.
    private const int ShortRun = 4096;

    /// <summary>The type of the output: the reduced axes have length 1, or are gone.</summary>
    public static TensorType Infer(Op op, ReadOnlySpan<TensorType> inputs, Axes? axes, bool keepAxes)
    {
        TensorType input = Expect.Unary(op, inputs);
        uint set = Expect.AxisSet(op, input, axes);
        List<int> lengths = [];
        for (int axis = 0; axis < input.Shape.Rank; axis++)
        {
            bool isReduced = (set & (1u << axis)) != 0;
            if (!isReduced || keepAxes)
            {
                lengths.Add(isReduced ? 1 : input.Shape[axis]);
            }
        }

        return input with { Shape = [.. lengths] };
    }

    /// <summary>How many elements are reduced to one.</summary>
    public static int CountOf(Op op, TensorType input, Axes? axes)
    {
        uint set = Expect.AxisSet(op, input, axes);
        int count = 1;
        for (int axis = 0; axis < input.Shape.Rank; axis++)
        {
            count *= (set & (1u << axis)) != 0 ? input.Shape[axis] : 1;
        }

        return count;
    }

    /// <summary>Refuses to reduce nothing to a number that does not exist.</summary>
    public static void ExpectElements(Op op, TensorType input, Axes? axes)
    {
        if (CountOf(op, input, axes) == 0)
        {
            throw new ShapeException($"{op.Name} needs at least one element along the axes that it reduces ({axes?.ToString() ?? "all"}), but got {input}.");
        }
    }

    /// <summary>A reduced tensor with its reduced axes back at length 1, as a view, so that it can be broadcast.</summary>
    public static Tensor Unreduced(Op op, Tensor reduced, TensorType input, Axes? axes) =>
        new ViewAs(Infer(op, [input], axes, keepAxes: true).Shape).Apply(reduced);

    /// <summary>An input beside its reduction.</summary>
    public static BroadcastWalk Walk(Op op, OpCall call, Axes? axes) =>
        BroadcastWalk.OverAxes(call.Inputs[0].Shape.Lengths, Expect.AxisSet(op, call.Inputs[0].Type, axes));

    /// <summary>The reference: y = Σ x over the axes along which the walk's first operand stands still.</summary>
    public static void Sum<T>(BroadcastWalk walk, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y.Clear();
        for (int row = 0; row < walk.Rows; row++)
        {
            (int target, _) = walk.Start(row);
            ReadOnlySpan<T> run = x.Slice(row * walk.Run, walk.Run);
            for (int i = 0; i < run.Length; i++)
            {
                y[target + (i * walk.StepA)] += run[i];
            }
        }
    }

    /// <summary>The same with vectors where runs are kept, and in double where a run becomes one number.</summary>
    public static void FastSum(BroadcastWalk walk, ReadOnlySpan<float> x, Span<float> y)
    {
        y.Clear();
        for (int row = 0; row < walk.Rows; row++)
        {
            (int target, _) = walk.Start(row);
            ReadOnlySpan<float> run = x.Slice(row * walk.Run, walk.Run);
            if (walk.StepA == 0 && run.Length > 0)
            {
                y[target] += (float)MomentKernels.Sum(run);
            }
            else
            {
                Span<float> sums = y.Slice(target, run.Length);
                AddRun(run, sums);
            }
        }
    }

    private static void AddRun(ReadOnlySpan<float> run, Span<float> sums)
    {
        if (run.Length < ShortRun)
        {
            ElementwiseLoop.RunShort<AddStep>(sums, run, sums);
        }
        else
        {
            ElementwiseKernels.Add(sums, run, sums);
        }
    }
}
