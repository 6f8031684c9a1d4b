using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Walks a tensor in row-major order, run by run, beside two others that are broadcast to its shape.</summary>
/// <remarks>
/// Shapes are aligned at the last axis; where an operand has length 1 (or no axis), it stands still. Axes of length 1 are
/// left out and neighbors that step alike are merged, so equal arithmetic on differently written shapes runs in the same order.
/// </remarks>
internal struct BroadcastWalk
{
    /// <summary>The most axes of a shape.</summary>
    public const int MaximumRank = 8;

    // Merged axes, the innermost first.
    private Table _lengths;
    private Table _stepsA;
    private Table _stepsB;
    private int _axes;

    /// <summary>The number of runs.</summary>
    public int Rows { get; private set; }

    /// <summary>The elements of one run.</summary>
    public readonly int Run => _lengths[0];

    /// <summary>From one element of a run to the next in the first operand: 1, or 0 where it stands still.</summary>
    public readonly int StepA => _stepsA[0];

    /// <summary>The same in the second operand.</summary>
    public readonly int StepB => _stepsB[0];

    /// <summary>Two operands, broadcast to a full shape.</summary>
    public static BroadcastWalk Of(ReadOnlySpan<int> full, ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        BroadcastWalk walk = Empty(full);
        int stepA = 1;
        int stepB = 1;
        for (int i = 1; i <= full.Length; i++)
        {
            int lengthA = i <= a.Length ? a[^i] : 1;
            int lengthB = i <= b.Length ? b[^i] : 1;
            walk.AddOuter(full[^i], lengthA == 1 ? 0 : stepA, lengthB == 1 ? 0 : stepB);
            stepA *= lengthA;
            stepB *= lengthB;
        }

        return walk;
    }

    /// <summary>A tensor beside its reduction: the first operand has length 1 along the reduced axes.</summary>
    public static BroadcastWalk OverAxes(ReadOnlySpan<int> full, uint reduced)
    {
        BroadcastWalk walk = Empty(full);
        int step = 1;
        for (int axis = full.Length - 1; axis >= 0; axis--)
        {
            bool isReduced = (reduced & (1u << axis)) != 0;
            walk.AddOuter(full[axis], isReduced ? 0 : step, 0);
            step *= isReduced ? 1 : full[axis];
        }

        return walk;
    }

    /// <summary>Where a run starts in both operands.</summary>
    public readonly (int A, int B) Start(int row)
    {
        int a = 0;
        int b = 0;
        for (int axis = 1; axis < _axes; axis++)
        {
            (row, int index) = Math.DivRem(row, _lengths[axis]);
            a += index * _stepsA[axis];
            b += index * _stepsB[axis];
        }

        return (a, b);
    }

    private static BroadcastWalk Empty(ReadOnlySpan<int> full)
    {
        if (full.Length > MaximumRank)
        {
            throw new ShapeException($"Broadcasting and reductions work on at most {MaximumRank} axes, but got {full.Length}.");
        }

        BroadcastWalk walk = default;
        walk._axes = 1;
        walk._lengths[0] = 1;
        walk.Rows = 1;
        return walk;
    }

    private void AddOuter(int length, int stepA, int stepB)
    {
        if (length == 1)
        {
            return;
        }

        int inner = _axes - 1;
        if (_axes == 1 && _lengths[0] == 1)
        {
            (_lengths[0], _stepsA[0], _stepsB[0]) = (length, stepA, stepB);
            return;
        }

        if (stepA == _stepsA[inner] * _lengths[inner] && stepB == _stepsB[inner] * _lengths[inner])
        {
            _lengths[inner] *= length;
            Rows *= inner == 0 ? 1 : length;
            return;
        }

        (_lengths[_axes], _stepsA[_axes], _stepsB[_axes]) = (length, stepA, stepB);
        _axes++;
        Rows *= length;
    }

    [InlineArray(MaximumRank)]
    private struct Table
    {
        private int _first;
    }
}
