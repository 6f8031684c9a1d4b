using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Studies;

/// <summary>Demand against device: ResNet-50 beside a small network, on a microcontroller with 1 MiB of flash and 192 KiB of RAM.</summary>
internal static class FitsStudy
{
    private static readonly Device Stm32F4 = Devices.CortexM4 with
    {
        Name = "stm32f4",
        ClockHertz = 168_000_000,
        FlashBytes = 1024 * 1024,
        RamBytes = 192 * 1024,
        Source = "ST STM32F407, data sheet DS8626",
    };

    public static Study Study { get; } = new()
    {
        Id = "fits",
        Title = "What a microcontroller holds: ResNet-50 and a small network",
        Lines = "17, 23-27",
        Ledger = ["S167"],
        Fill = page =>
        {
            CostReport large = CostCounter.Count(Networks.Create("resnet50"), bytesPerActivation: 1, bytesPerWeight: 1, Stm32F4);
            CostReport small = CostCounter.Count(Networks.Create("lenet"), bytesPerActivation: 1, bytesPerWeight: 1, Stm32F4);

            page.Agrees("ResNet-50 in int8 on 1 MiB of flash and 192 KiB of RAM", "does not fit", Verdict(large));
            page.Reports("ResNet-50: flash needed / there", (double)large.WeightBytes / Stm32F4.FlashBytes);
            page.Reports("ResNet-50: RAM needed / there", (double)large.PeakActivationBytes / Stm32F4.RamBytes);
            page.Reports("ResNet-50: seconds at one MAC a cycle", (double)large.Macs / Stm32F4.ClockHertz);
            page.Agrees("LeNet in int8 on the same", "fits", Verdict(small));
            page.Reports("LeNet: flash needed / there", (double)small.WeightBytes / Stm32F4.FlashBytes);
            page.Reports("LeNet: RAM needed / there", (double)small.PeakActivationBytes / Stm32F4.RamBytes);
            page.Reports("LeNet: seconds at one MAC a cycle", (double)small.Macs / Stm32F4.ClockHertz);
        },
    };

    private static string Verdict(CostReport cost) => cost.Fits == true ? "fits" : "does not fit";
}
