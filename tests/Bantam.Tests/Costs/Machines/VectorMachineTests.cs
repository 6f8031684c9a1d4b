using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class VectorMachineTests
{
    [Fact]
    public void One_instruction_serves_all_lanes()
    {
        Assert.Equal(125, VectorMachine.InstructionsFor(1000, 8));
        Assert.Equal(126, VectorMachine.InstructionsFor(1001, 8));
        Assert.Equal(0, VectorMachine.InstructionsFor(0, 8));
        Assert.Equal(1L << 62, VectorMachine.InstructionsFor(long.MaxValue, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    public void A_dot_product_with_a_tail_is_right_and_counted(int lanes)
    {
        RandomStream random = new(1, "dot");
        float[] a = [.. Enumerable.Range(0, 1003).Select(_ => random.Uniform(-1, 1))];
        float[] b = [.. Enumerable.Range(0, 1003).Select(_ => random.Uniform(-1, 1))];
        VectorMachine machine = new(lanes);
        Assert.Equal(a.Zip(b, (x, y) => (double)x * y).Sum(), machine.Dot(a, b), 1e-4);
        Assert.Equal((1003 + lanes - 1) / lanes, machine.MultiplyAdds);
        Assert.Equal(lanes - 1, machine.LaneAdditions);
    }

    [Fact]
    public void Bad_vectors_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorMachine(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => VectorMachine.InstructionsFor(-1, 8));
        Assert.Throws<ArgumentException>(() => new VectorMachine(4).Dot([1, 2], [1]));
    }
}
