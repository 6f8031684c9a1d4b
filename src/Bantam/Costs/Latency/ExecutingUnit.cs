namespace Bantam.Costs;

/// <summary>The arithmetic unit that computes a format, and how it does so.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="CyclesPerWord">The cycles that a word occupies it, zeros that it skips left out.</param>
/// <param name="WeightBits">The bits in which it takes a weight, on average: those that it skips never travel.</param>
/// <param name="ActivationBits">The bits in which it takes an activation.</param>
internal sealed record ExecutingUnit(ArithmeticUnit Unit, double CyclesPerWord, double WeightBits, int ActivationBits)
{
    public double OperationsPerCycle => Unit.Count * Unit.LanesPerWord / CyclesPerWord;

    /// <summary>The fastest unit of a device that computes a format; null if none can.</summary>
    public static ExecutingUnit? Best(Device device, OperandFormat format) =>
        device.Units.Where(unit => CanCompute(unit, format)).Select(unit => For(unit, format)).MaxBy(unit => unit.OperationsPerCycle);

    private static bool CanCompute(ArithmeticUnit unit, OperandFormat format)
    {
        int bits = Math.Max(format.WeightBits, format.ActivationBits);
        return unit.Operation == UnitOperation.MultiplyAccumulate && unit.Kernel switch
        {
            UnitKernel.Popcount => format.Kind == NumberKind.Integer && bits == 1,
            UnitKernel.BitSerial => format.Kind == NumberKind.Integer && bits <= unit.Bits,
            // Half of a float's bits are a mantissa that holds such integers exactly, be it Float16 or Float32.
            _ => unit.Kind == format.Kind ? bits <= unit.Bits : unit.Kind == NumberKind.Float && bits <= unit.Bits / 2,
        };
    }

    private static ExecutingUnit For(ArithmeticUnit unit, OperandFormat format)
    {
        bool takesAnyWidth = unit.Kernel == UnitKernel.BitSerial;
        double computed = unit.Kernel == UnitKernel.SkipZeros && format.ZeroBlock % unit.ZeroBlock == 0 ? 1 - format.Sparsity : 1;
        return new ExecutingUnit(
            unit,
            unit.CyclesFor(format.WeightBits, format.ActivationBits) * computed,
            (takesAnyWidth ? format.WeightBits : unit.Bits) * computed,
            takesAnyWidth ? format.ActivationBits : unit.Bits);
    }
}
