using System.Globalization;
using Bantam.Bench;
using Bantam.Model;

if (KernelSpeed.Warning is { } warning)
{
    Console.Error.WriteLine(warning);
}

Console.Out.WriteLine(MatrixSpeed.Measure().ToString("R", CultureInfo.InvariantCulture));
