using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class PowerModelTests
{
    private static readonly PowerModel Core = new() { Activity = 0.5, CapacitanceFarads = 1e-9, Volts = 1, ClockHertz = 1e9, LeakageAmperes = 0.1 };

    [Fact]
    [Trait("Ledger", "S182")]
    public void Power_is_what_switches_and_what_leaks()
    {
        Assert.Equal((0.5, 0.1, 0.6), (Round(Core.DynamicWatts), Round(Core.LeakageWatts), Round(Core.PowerWatts)));
        PowerModel faster = Core.Clocked(2);
        Assert.Equal((4.0, 0.2), (Round(faster.DynamicWatts), Round(faster.LeakageWatts)));
        Assert.Equal(8, faster.DynamicWatts / Core.DynamicWatts, 1e-12);
        Assert.Equal(27, Core.Clocked(3).DynamicWatts / Core.DynamicWatts, 1e-12);
    }

    [Fact]
    [Trait("Ledger", "S181")]
    public void Two_cores_do_the_work_of_a_faster_one_for_a_quarter_of_the_power()
    {
        PowerModel faster = Core.Clocked(2);
        PowerModel pair = Core with { Cores = 2 };
        Assert.Equal(faster.IdealCyclesPerSecond, pair.IdealCyclesPerSecond);
        Assert.Equal((8, 2), (Round(faster.DynamicWatts / Core.DynamicWatts), Round(pair.DynamicWatts / Core.DynamicWatts)));
    }

    [Fact]
    [Trait("Ledger", "S179")]
    public void Transistors_double_every_two_years() => Assert.Equal((32, 1, 0.5), (MooresLaw.TransistorFactor(10), MooresLaw.TransistorFactor(0), MooresLaw.TransistorFactor(-2)));

    [Fact]
    [Trait("Ledger", "S179")]
    public void Power_density_stayed_the_same_until_voltages_stopped_falling()
    {
        DennardScaling before = new(1.4);
        DennardScaling after = new(1.4, voltageScales: false);
        Assert.Equal(1.0, before.PowerDensityFactor, 1e-12);
        Assert.Equal(1.4 * 1.4, after.PowerDensityFactor, 1e-12);
        Assert.Equal((1.4, 1 / 1.4, 1.4 * 1.4), (before.ClockFactor, before.VoltageFactor, before.TransistorDensityFactor));
        Assert.Equal((1.4, 1.0, 1.0), (after.ClockFactor, after.VoltageFactor, Round(after.TransistorPowerFactor)));
    }

    [Fact]
    public void Impossible_processors_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("Volts", () => Core with { Volts = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Volts", () => Core with { Volts = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("CapacitanceFarads", () => Core with { CapacitanceFarads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("ClockHertz", () => Core with { ClockHertz = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>("LeakageAmperes", () => Core with { LeakageAmperes = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Core with { Activity = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Core with { Activity = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => Core with { Cores = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Core.Clocked(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DennardScaling(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MooresLaw.TransistorFactor(10, 0));
    }

    private static double Round(double value) => Math.Round(value, 12);
}
