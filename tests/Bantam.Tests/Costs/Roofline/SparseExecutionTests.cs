using Bantam.Costs;
using CsCheck;

namespace Bantam.Tests.Costs;

public sealed class SparseExecutionTests
{
    private const double Operations = 2e9;
    private const double Bytes = 4e6;

    private static readonly Roofline s_machine = new(operationsPerSecond: 1e10, bytesPerSecond: 1e9);

    [Fact]
    [Trait("Ledger", "S318")]
    public void A_slow_kernel_gains_only_at_high_sparsity()
    {
        SparseExecution unstructured = new() { OperationsPerSecond = 1e9 };
        Assert.Equal(0.4, unstructured.SecondsOf(s_machine, Operations, 0.8), 1e-12);
        Assert.Equal(0.1, unstructured.SecondsOf(s_machine, Operations, 0.95), 1e-12);
        SparseExecution structured = new() { OperationsPerSecond = 9e9 };
        Assert.Equal(1.8, s_machine.SecondsOf(Operations, Bytes) / structured.SecondsOf(s_machine, Operations, 0.5), 1e-12);
    }

    [Theory]
    [InlineData(0.1, 0, 0.900)]
    [InlineData(0.1, 0.02, 0.902)]
    [InlineData(0.5, 0, 0.5)]
    [InlineData(0.9, 0.05, 0.145)]
    public void The_break_even_sparsity_follows_from_speed_and_overhead(double speed, double overhead, double expected)
    {
        double dense = s_machine.SecondsOf(Operations, Bytes);
        SparseExecution sparse = new() { OperationsPerSecond = speed * 1e10, OverheadSeconds = overhead * dense };
        Assert.Equal(expected, sparse.BreakEven(s_machine, Operations, Bytes)!.Value, 1e-9);
    }

    [Fact]
    public void Where_memory_is_the_limit_the_indices_decide()
    {
        // Float32 values with 32-bit indices move more bytes than dense ones until more than half of them are gone.
        SparseExecution csr = new() { OperationsPerSecond = 1e10, BytesWithoutZeros = 2 * Bytes };
        Assert.Equal(0.5, csr.BreakEven(s_machine, 1e6, Bytes)!.Value, 1e-9);
        SparseExecution withPointers = csr with { FixedBytes = 0.1 * Bytes };
        Assert.Equal(0.55, withPointers.BreakEven(s_machine, 1e6, Bytes)!.Value, 1e-9);
    }

    [Fact]
    public void Some_formats_never_win()
    {
        SparseExecution slowStart = new() { OperationsPerSecond = 1e10, OverheadSeconds = 0.3 };
        Assert.Null(slowStart.BreakEven(s_machine, Operations, Bytes));
        SparseExecution heavy = new() { OperationsPerSecond = 1e10, FixedBytes = 2 * Bytes };
        Assert.Null(heavy.BreakEven(s_machine, 1e6, Bytes));
    }

    [Fact]
    public void The_solution_agrees_with_a_search()
    {
        Gen.Double[0.01, 2].Select(Gen.Double[0, 0.4], Gen.Double[0, 3], Gen.Double[0.1, 3]).Sample((speed, overhead, fixedBytes, bytes) =>
        {
            // Where the fixed bytes take exactly the time that is left, the last bit decides whether there is a solution.
            if (Math.Abs(fixedBytes + overhead - 1) < 1e-9)
            {
                return;
            }

            double dense = s_machine.SecondsOf(4e7, Bytes);
            SparseExecution sparse = new()
            {
                OperationsPerSecond = speed * 1e10,
                OverheadSeconds = overhead * dense,
                FixedBytes = fixedBytes * Bytes,
                BytesWithoutZeros = bytes * Bytes,
            };
            double? expected = Search(sparse, dense);
            double? actual = sparse.BreakEven(s_machine, 4e7, Bytes);
            Assert.Equal(expected is null, actual is null);
            Assert.Equal(expected ?? 0, actual ?? 0, 1e-6);
        });
    }

    [Fact]
    public void Bad_figures_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SparseExecution { OperationsPerSecond = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SparseExecution { OperationsPerSecond = 1, OverheadSeconds = -1 });
        SparseExecution sparse = new() { OperationsPerSecond = 1 };
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(() => sparse.SecondsOf(s_machine, 1, 90));
        Assert.Contains("write 0.9 for 90 %", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => sparse.BreakEven(s_machine, 0, 1));
    }

    private static double? Search(SparseExecution sparse, double dense)
    {
        if (sparse.SecondsOf(s_machine, 4e7, 1) > dense)
        {
            return null;
        }

        (double low, double high) = (0, 1);
        for (int turn = 0; turn < 60; turn++)
        {
            double middle = (low + high) / 2;
            (low, high) = sparse.SecondsOf(s_machine, 4e7, middle) <= dense ? (low, middle) : (middle, high);
        }

        return high;
    }
}
