using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class DeviceFileTests : IDisposable
{
    private const string Good = """
        { "name": "my-board", "core": "Cortex-M4F", "instructionSet": "Armv7E-M", "hasDsp": true, "hasFpu": true,
          "clockHertz": 64000000, "flashBytes": 1048576, "ramBytes": 262144, "source": "data sheet" } // a comment
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_device_of_ones_own_is_read()
    {
        Device device = Read(Good);
        Assert.Equal("my-board", device.Name);
        Assert.Equal(64_000_000, device.ClockHertz);
        Assert.Equal(262_144, device.RamBytes);
        Assert.True(device.HasDsp);
    }

    [Theory]
    [InlineData("", "", "no device")]
    [InlineData("", "null", "empty")]
    [InlineData("", "[]", "no device")]
    [InlineData("", "{}", "name")]
    [InlineData("\"source\": \"data sheet\"", "\"source\": \"x\", \"colour\": 1", "colour")]
    [InlineData("64000000", "0", "clockHertz")]
    [InlineData("1048576", "-1", "flashBytes")]
    [InlineData("262144", "0", "ramBytes")]
    [InlineData("262144", "1e99", "ramBytes")]
    [InlineData("262144", "\"many\"", "ramBytes")]
    [InlineData("262144", "99999999999999999999999", "ramBytes")]
    [InlineData("\"my-board\"", "null", "name")]
    [InlineData("\"my-board\"", "\" \"", "name must not be empty")]
    [InlineData("262144", "\"64kB\"", "ramBytes in line 2 has a value of the wrong kind. Numbers stand without quotes and without a unit")]
    [InlineData("64000000", "-64000000", "clockHertz must be greater than 0")]
    [InlineData("\"clockHertz\": 64000000,", "", "clockHertz")]
    [InlineData("\"clockHertz\": 64000000, \"flashBytes\": 1048576, \"ramBytes\": 262144,", "", "ramBytes")]
    [InlineData("\"hasDsp\": true", "\"class\": \"toaster\"", "class")]
    [InlineData("\"hasDsp\": true", "\"class\": 9", "class")]
    [InlineData("\"hasDsp\": true", "\"pipeline\": { \"stages\": 3, \"issueWidth\": 1 }", "branchPenaltyCycles")]
    [InlineData("\"hasDsp\": true", "\"pipeline\": { \"stages\": 0, \"issueWidth\": 1, \"branchPenaltyCycles\": 1 }", "pipeline.stages")]
    [InlineData("\"hasDsp\": true", "\"memory\": [{ \"name\": \"L1\", \"bytes\": \"64kB\" }]", "memory[0].bytes in line 1")]
    [InlineData("\"hasDsp\": true", "\"memory\": [{ \"bytes\": 1 }]", "name")]
    [InlineData("\"hasDsp\": true", "\"memory\": [null]", "memory[0]")]
    [InlineData("\"hasDsp\": true", "\"units\": [{ \"name\": \"u\", \"bits\": 8, \"lanesPerWord\": 1, \"cyclesPerWord\": 0 }]", "units[0].cyclesPerWord")]
    [InlineData("\"hasDsp\": true", "\"units\": [{ \"name\": \"u\", \"bits\": 8, \"lanesPerWord\": 1, \"cyclesPerWord\": 1e400 }]", "units[0].cyclesPerWord")]
    [InlineData("\"hasDsp\": true", "\"units\": [{ \"name\": \"u\", \"bits\": 65, \"lanesPerWord\": 1, \"cyclesPerWord\": 1 }]", "units[0].bits")]
    [InlineData("\"hasDsp\": true", "\"instructions\": { \"cyclesPerInstruction\": 1, \"kernels\": [null] }", "kernels[0]")]
    [InlineData("\"hasDsp\": true", "\"sources\": null", "sources")]
    [InlineData("\"hasDsp\": true", "\"activeWatts\": -1", "activeWatts")]
    public void A_file_that_is_no_device_names_the_field(string from, string to, string mention)
    {
        string text = from.Length == 0 ? to : Good.Replace(from, to, StringComparison.Ordinal);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.Contains(mention, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_file_leaves_out_has_its_default()
    {
        Device device = Read(Good.Replace("\"hasDsp\": true", "\"memory\": [{ \"name\": \"L1\" }], \"units\": [{ \"name\": \"u\", \"bits\": 8, \"lanesPerWord\": 2, \"cyclesPerWord\": 4 }]", StringComparison.Ordinal));
        Assert.Equal(64, device.Memory[0].LineBytes);
        Assert.Equal((1, 1, 0.5), (device.Units[0].Count, device.Units[0].ZeroBlock, device.Units[0].OperationsPerCycle));
        Assert.Equal((DeviceClass.Microcontroller, "", 0), (device.Class, device.Note, device.Sources.Count));
        Assert.Empty(Read(Good).Units);
    }

    [Fact]
    public void A_huge_file_and_deep_nesting_are_refused()
    {
        Assert.Contains("at most", Assert.Throws<InvalidDataException>(() => Read(new string(' ', 70_000))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Read(new string('[', 60_000)));
    }

    [Fact]
    public void A_missing_file_is_not_found() =>
        Assert.Throws<FileNotFoundException>(() => DeviceFile.Read(_path + ".absent"));

    [Fact]
    public void The_built_in_devices_are_facts_with_sources()
    {
        Assert.Equal(19, Devices.All.Count);
        Assert.Equal(19, Devices.All.Select(device => device.Name).Distinct().Count());
        Assert.All(Devices.All, device =>
        {
            Assert.True(device.ClockHertz > 0 && device.FlashBytes > device.RamBytes / 4 && device.RamBytes > 0);
            Assert.NotEmpty(device.Source);
            Assert.NotEmpty(device.InstructionSet);
        });
    }

    private Device Read(string text)
    {
        File.WriteAllText(_path, text);
        return DeviceFile.Read(_path);
    }
}
