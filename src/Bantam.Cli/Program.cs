Console.WriteLine("bantam");
