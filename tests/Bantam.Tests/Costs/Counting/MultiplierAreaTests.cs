using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class MultiplierAreaTests
{
    [Fact]
    [Trait("Ledger", "S227")]
    public void The_hidden_bit_counts()
    {
        Assert.Equal((64, 121, 576), (MultiplierArea.Of(MiniFloat.BFloat16), MultiplierArea.Of(MiniFloat.Float16), MultiplierArea.Of(MiniFloat.Float32)));
        Assert.Equal(0.529, 64.0 / 121, 0.0005);
        Assert.Equal(4.76, 576.0 / 121, 0.005);
        Assert.Equal(0.49, 49.0 / 100, 1e-12);
    }
}
