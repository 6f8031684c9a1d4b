using System.Globalization;
using Bantam.Bench;
using Bantam.Model;

if (KernelSpeed.Warning is { } warning)
{
    Console.Error.WriteLine(warning);
}

if (args is ["check"])
{
    Console.Out.WriteLine(EngineCheck.Run());
    return;
}

Console.Out.WriteLine(MatrixSpeed.Measure().ToString("R", CultureInfo.InvariantCulture));
